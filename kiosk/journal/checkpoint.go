package journal

// Checkpoints copy the WAL back into the file. SQLite would do it within the commit that makes the WAL long, and that
// append would take twenty times as long as the others. Here a goroutine with a connection of its own copies the bulk
// beside the appends, and the writer then the rest between two of them: only a WAL that is copied whole is used again
// from its start, and writing over old blocks is much faster than making a file longer. Where they can't keep up,
// SQLite's way is the fallback.
const (
	checkpointBytes   = 2 << 20 // after so much was appended
	checkpointCommits = 250     // or so many commits, of a few pages each
	fallbackPages     = 4096    // 16 MB
)

// grown counts what was committed and wakes the checkpointer in time.
func (j *Journal) grown(bytes int) {
	j.sinceBytes += bytes
	j.sinceCommits++
	if j.sinceBytes < checkpointBytes && j.sinceCommits < checkpointCommits {
		return
	}
	select {
	case j.checkpoints <- struct{}{}:
		j.sinceBytes, j.sinceCommits = 0, 0
	default: // one is under way
	}
}

// checkpoint runs until the writer ends. A checkpoint that fails loses nothing and is tried again later.
func (j *Journal) checkpoint(c conn) {
	defer close(j.checkpointed)
	for {
		select {
		case <-j.checkpoints:
			_ = c.exec(checkpointNow)
			select {
			case j.copied <- struct{}{}:
			case <-j.done:
				return
			}
		case <-j.done:
			return
		}
	}
}

const checkpointNow = "PRAGMA wal_checkpoint(PASSIVE)"
