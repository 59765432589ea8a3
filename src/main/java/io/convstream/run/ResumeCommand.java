package io.convstream.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The command line that goes on with a run: the one that started it, and {@code --resume}. */
public final class ResumeCommand {

    private static final String PLAIN = "[A-Za-z0-9_./:=,@%+-]+";

    private ResumeCommand() {}

    /**
     * The command to resume a run from its newest checkpoint.
     *
     * @param arguments those that the run was started with, the command's name first
     */
    public static String of(List<String> arguments, RunFolder run) {
        return of(arguments, run.path());
    }

    /**
     * The command to resume from a run folder or checkpoint.
     *
     * @param resume the run folder, or one of its checkpoints
     */
    public static String of(List<String> arguments, Path resume) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).equals("--resume")) {
                i++; // its value stands apart
            } else if (!arguments.get(i).startsWith("--resume=")
                    && !arguments.get(i).equals("--overwrite")) {
                kept.add(arguments.get(i));
            }
        }
        kept.add("--resume");
        kept.add(resume.toString());
        // As the launcher was called, so that the line can be pasted.
        String program = System.getProperty("convstream.command", "convstream");
        return quoted(program) + " " + kept.stream().map(ResumeCommand::quoted).collect(Collectors.joining(" "));
    }

    /** As a shell takes it for one word. */
    private static String quoted(String word) {
        return word.matches(PLAIN) ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
