package io.convstream.change;

import io.convstream.drift.DetectorType;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.PublicEvolving;

/**
 * How changes of the stream are followed.
 *
 * @param detector follows the error rate of each model
 * @param classes the names of the classes in label order, for events and metrics; empty: labels are used
 * @param stopping whether the client stops the job when drift is detected
 */
@PublicEvolving
public record ChangeOptions(DetectorType detector, List<String> classes, boolean stopping) implements Serializable {

    /** ADWIN, and labels instead of names. */
    public static final ChangeOptions DEFAULT = new ChangeOptions(DetectorType.ADWIN, List.of(), false);

    public ChangeOptions {
        classes = new ArrayList<>(classes); // serializable
    }

    /** Returns the name of a class. */
    String name(int label) {
        return label < classes.size() ? classes.get(label) : String.valueOf(label);
    }
}
