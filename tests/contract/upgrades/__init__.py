"""What earlier versions left in the table and in the queues, for the present one to bring to its end."""
