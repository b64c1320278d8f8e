"""What is known about art: artworks, prices, places, and the API and admin that show them. Loads no ML library."""
