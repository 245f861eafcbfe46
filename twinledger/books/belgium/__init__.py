"""What is Belgian alone: the grids of the VAT return."""
