"""What a service needs, how it goes and what it rests on."""
