"""Documents without their authors' names: each written again with only what is wanted."""
