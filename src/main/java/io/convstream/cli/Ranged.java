package io.convstream.cli;

import java.util.List;

/** A command that says what its options' values must be: they are checked before it runs. */
interface Ranged {

    List<Range> ranges();
}
