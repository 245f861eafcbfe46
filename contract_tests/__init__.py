"""The content of the contract: clauses, mutants, parity conversations."""
