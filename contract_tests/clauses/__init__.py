"""The clauses of the contract, one module per chapter; each function checks the clause it is marked with."""
