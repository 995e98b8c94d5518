"""The command line as its users meet it: bad input, odd terminals, interrupted pipes."""
