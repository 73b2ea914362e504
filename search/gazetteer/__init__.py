"""What is known of the country: provinces, newspapers, numbers of official documents."""
