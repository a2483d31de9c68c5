package fact

// Kind is the number of a kind of fact in the event catalogue. Unknown kinds are kept and forwarded.
type Kind uint16
