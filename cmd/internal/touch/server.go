package touch

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// StartServer starts a virtual X server of the given size on a free display number and returns its name. It ends
// with ctx.
func StartServer(ctx context.Context, w, h int) (string, error) {
	r, pipe, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer r.Close()
	cmd := exec.CommandContext(ctx, "Xvfb", "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", w, h), "-nolisten", "tcp", "-noreset")
	cmd.ExtraFiles = []*os.File{pipe}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	err = cmd.Start()
	pipe.Close()
	if err != nil {
		return "", fmt.Errorf("starting a virtual screen: %w", err)
	}
	go cmd.Wait()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("starting a virtual screen: Xvfb ended before it was ready: %w", err)
	}
	return ":" + strings.TrimSpace(line), nil
}
