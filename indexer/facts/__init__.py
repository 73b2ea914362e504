"""What an article states: dates, places, people, official documents."""
