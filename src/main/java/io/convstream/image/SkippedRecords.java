package io.convstream.image;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.annotation.PublicEvolving;

/**
 * Records of a stream that are not trained.
 *
 * @param ranges of sequence numbers
 */
@PublicEvolving
public record SkippedRecords(List<Range> ranges) implements Serializable {

    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})(?:-(\\d{1,18}))?");

    public static final SkippedRecords NONE = new SkippedRecords(List.of());

    /**
     * A range of sequence numbers.
     *
     * @param first from 0
     * @param last inclusive
     */
    public record Range(long first, long last) implements Serializable {

        public Range {
            if (first < 0 || last < first) {
                throw new IllegalArgumentException("the records " + first + "-" + last
                        + " are no range: give the first and the last sequence number");
            }
        }

        private boolean contains(long sequence) {
            return sequence >= first && sequence <= last;
        }

        @Override
        public String toString() {
            return first == last ? String.valueOf(first) : first + "-" + last;
        }
    }

    public SkippedRecords {
        ranges = ranges.stream().sorted(Comparator.comparingLong(Range::first)).toList();
    }

    /**
     * Parses ranges such as {@code 1280-1407,2000}.
     *
     * @throws IllegalArgumentException in one sentence, if it is no list of ranges
     */
    public static SkippedRecords parse(String text) {
        List<Range> ranges = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher range = RANGE.matcher(part.strip());
            if (!range.matches()) {
                throw new IllegalArgumentException(
                        "'" + part.strip() + "' is not a range of sequence numbers: give A-B, such as 1280-1407");
            }
            long first = Long.parseLong(range.group(1));
            ranges.add(new Range(first, range.group(2) == null ? first : Long.parseLong(range.group(2))));
        }
        return new SkippedRecords(ranges);
    }

    /** Returns whether a record is skipped. */
    public boolean contains(long sequence) {
        for (Range range : ranges) {
            if (range.contains(sequence)) {
                return true;
            }
        }
        return false;
    }

    /** Returns these records and those of another range. */
    public SkippedRecords with(Range range) {
        List<Range> all = new ArrayList<>(ranges);
        all.add(range);
        return new SkippedRecords(all);
    }

    /** Returns the ranges as {@code --skip-records} takes them. */
    @Override
    public String toString() {
        return ranges.stream().map(Range::toString).collect(Collectors.joining(","));
    }
}
