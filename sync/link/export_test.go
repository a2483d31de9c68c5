package link

// Follow feeds a stream of MQTT packets, cut as given, to the check below paho.
func Follow(pieces ...[]byte) error {
	var f frame
	for _, p := range pieces {
		if err := f.follow(p); err != nil {
			return err
		}
	}
	return nil
}

// MaxPacket is the longest packet that is let through.
const MaxPacket = maxPacket
