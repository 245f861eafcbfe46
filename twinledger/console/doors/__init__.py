"""The doors of the console: who looks, what is shown, and what is done."""
