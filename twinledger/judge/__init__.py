"""The judge: runs the clauses of the contract against a connector and says what each comes to."""
