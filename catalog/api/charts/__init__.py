"""Price records → a picture: ``points`` says what is drawn, ``scales`` where, ``drawing`` how."""
