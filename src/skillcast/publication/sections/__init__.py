"""The parts of the bulletin: each turns results into blocks of the document."""
