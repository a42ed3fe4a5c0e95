"""What other systems hand in for students: who may, what they sent, and handing it in."""
