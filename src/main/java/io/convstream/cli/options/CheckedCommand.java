package io.convstream.cli.options;

import java.util.List;

/** A command with constraints on its options, which {@link CheckedExecution} checks before it runs. */
public interface CheckedCommand {

    List<OptionCheck> checks();
}
