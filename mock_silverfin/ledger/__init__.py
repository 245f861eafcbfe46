"""The ledger of a firm's client files: accounts, financial years, lines, and the balances that follow from them."""
