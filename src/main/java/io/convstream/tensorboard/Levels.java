package io.convstream.tensorboard;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.Map;
import org.tensorflow.proto.Summary;

/**
 * The resolution at which each value of a run is kept: level N keeps the first value of a tag in each window of 2^N
 * steps. Windows of one level are nested in those of the next, so the result does not depend on earlier thinning.
 */
final class Levels {

    /** The level of a tag's first value. */
    static final int MAX = 63;

    /** The level of a repeated text or graph. */
    static final int REPEATED = -1;

    private static final String GRAPH = "graph";

    private final Map<String, Long> steps = new HashMap<>();
    private final Map<String, ByteString> texts = new HashMap<>();

    /** Returns the highest level that keeps the value; values must be passed in order of step. */
    int of(long step, Summary.Value value) {
        if (value.hasTensor()) {
            return ofText("text " + value.getTag(), value.getTensor().toByteString());
        }
        Long previous = steps.put(value.getTag(), step);
        return previous == null ? MAX : MAX - Long.numberOfLeadingZeros((previous ^ step) | 1);
    }

    /** Returns {@link #MAX} for another graph than the previous one. */
    int ofGraph(ByteString graph) {
        return ofText(GRAPH, graph);
    }

    private int ofText(String key, ByteString content) {
        return content.equals(texts.put(key, content)) ? REPEATED : MAX;
    }
}
