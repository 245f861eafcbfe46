"""What any fake is made of: a clock, dice, a store, a journal, faults, and the server that puts a fake on a socket."""
