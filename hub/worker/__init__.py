"""What happens after the answer: deliveries, read-backs, clocks. Each job can be run again without harm."""
