package io.convstream.cli.options;

import java.util.List;

/** A command that says what its options' values must be: they are checked before it runs. */
public interface CheckedCommand {

    List<OptionCheck> ranges();
}
