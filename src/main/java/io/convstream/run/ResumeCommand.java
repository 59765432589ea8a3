package io.convstream.run;

import io.convstream.storage.StoragePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The command line that resumes a run: the one that started it, with {@code --resume}. */
public final class ResumeCommand {

    private static final String UNQUOTED = "[A-Za-z0-9_./:=,@%+-]+";

    /** Options of a single start. */
    private static final Set<String> ONCE = Set.of("--overwrite", "--take-over");

    private ResumeCommand() {}

    /**
     * Returns the command to resume a run from its newest checkpoint.
     *
     * @param arguments the command line that started the run, beginning with the command's name
     */
    public static String of(List<String> arguments, RunFolder run) {
        return of(arguments, run.path());
    }

    /**
     * Returns the command to resume from a run folder or a checkpoint.
     *
     * @param resume the value of {@code --resume}
     */
    public static String of(List<String> arguments, StoragePath resume) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).equals("--init-from")) {
                i++; // its value is the next argument
            } else if (arguments.get(i).equals("--resume")) {
                boolean hasValue =
                        i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("-");
                i += hasValue ? 1 : 0;
            } else if (!arguments.get(i).startsWith("--resume=")
                    && !arguments.get(i).startsWith("--init-from=")
                    && !ONCE.contains(arguments.get(i))) {
                kept.add(arguments.get(i));
            }
        }
        kept.add("--resume");
        kept.add(resume.toString());
        return same(kept);
    }

    /** Returns the command line of some arguments, beginning with the command's name, to be pasted into a shell. */
    public static String same(List<String> arguments) {
        // The launcher's path as typed.
        String program = System.getProperty("convstream.command", "convstream");
        return quoted(program) + " "
                + arguments.stream().map(ResumeCommand::quoted).collect(Collectors.joining(" "));
    }

    /** Quotes a word for the shell. */
    private static String quoted(String word) {
        return word.matches(UNQUOTED) ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
