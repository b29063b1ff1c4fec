"""What the lab shows, as Content: arguments, steps, other values, two runs beside each other."""
