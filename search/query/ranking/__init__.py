"""What decides the order: weights of terms, points for the whole, what follows what."""
