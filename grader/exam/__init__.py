"""The trusted side: hidden tests, references, expected values. It never imports a submission."""
