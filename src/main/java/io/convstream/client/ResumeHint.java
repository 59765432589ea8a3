package io.convstream.client;

import io.convstream.run.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;

/** How to resume a run that has not reached its end. */
record ResumeHint(RunFolder run, String command, PrintWriter out) {

    /** Prints the command, if there is a checkpoint to resume from. */
    void print() throws IOException {
        if (!run.path().isFolder()) { // on another machine
            out.println("To resume from its last checkpoint, if it has one: " + command);
        } else if (run.newestSnapshot(Instant.now()).isPresent()) {
            out.println("To resume from the last checkpoint: " + command);
        } else {
            out.println("There is no checkpoint to resume from.");
        }
        out.flush();
    }
}
