"""What mixes the other rooms: the map's home page, search, embeds, the site's own files."""
