"""What `hub new` writes: templates whose `$names` are filled in."""
