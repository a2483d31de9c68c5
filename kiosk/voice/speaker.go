package voice

import (
	"os/exec"
	"slices"
	"strconv"
	"sync"

	"poploket/kiosk"
)

// program is the speech synthesiser of the unit. It is optional.
const program = "espeak-ng"

// Speaker reads screens aloud, one at a time. What is new stops what is being said.
type Speaker struct {
	// Private says that only the visitor hears it: headphones are in. Personal text is spoken only then.
	Private bool
	// Failed hears why a text was not spoken. It never holds what was to be said.
	Failed func(error)

	mu   sync.Mutex
	path string
	stop chan struct{} // closes to stop what is being said
}

// NewSpeaker looks for the synthesiser. Without one the Speaker is silent; Available says so.
func NewSpeaker() *Speaker {
	path, err := exec.LookPath(program)
	if err != nil {
		path = ""
	}
	return &Speaker{path: path}
}

// Available reports whether the unit can speak.
func (s *Speaker) Available() bool { return s.path != "" }

// Say speaks a screen and returns at once.
func (s *Speaker) Say(screen kiosk.Screen) {
	s.Stop()
	if !s.Available() {
		return
	}
	lines := Script(screen)
	if !s.Private {
		lines = slices.DeleteFunc(lines, func(u Utterance) bool { return u.Personal })
	}
	stop := make(chan struct{})
	s.mu.Lock()
	s.stop = stop
	s.mu.Unlock()
	go s.speak(lines, stop)
}

// Stop ends what is being said.
func (s *Speaker) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stop != nil {
		close(s.stop)
		s.stop = nil
	}
}

// speak says lines until the last one or until stop.
func (s *Speaker) speak(lines []Utterance, stop <-chan struct{}) {
	for _, u := range lines {
		select {
		case <-stop:
			return
		default:
		}
		if err := s.say(u, stop); err != nil {
			if s.Failed != nil {
				s.Failed(err)
			}
			return
		}
	}
}

// wordsPerMinute is slower than the synthesiser's own 175: most who listen are old or read the language with effort.
const wordsPerMinute = 145

// say runs the synthesiser for one sentence. The text goes over stdin, so that it stands in no list of processes.
func (s *Speaker) say(u Utterance, stop <-chan struct{}) error {
	cmd := exec.Command(s.path, "-v", u.Language, "-s", strconv.Itoa(wordsPerMinute), "--stdin")
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() {
		_, err := in.Write([]byte(u.Text))
		_ = in.Close()
		if werr := cmd.Wait(); werr != nil {
			err = werr
		}
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-stop:
		_ = cmd.Process.Kill()
		<-done
		return nil
	}
}
