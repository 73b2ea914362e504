"""The pages of people, documents, places, comparisons and lists, and the API's own."""
