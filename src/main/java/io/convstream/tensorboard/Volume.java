package io.convstream.tensorboard;

import java.util.Arrays;
import org.tensorflow.proto.Summary;

/** The bytes of values by {@linkplain Levels level}: of scalars, and of all others, which are larger. */
final class Volume {

    private final long[] scalars = new long[Levels.MAX + 1];
    private final long[] others = new long[Levels.MAX + 1];
    private long repeated;

    /** The lowest levels that are kept. */
    record Kept(int scalars, int others) {

        /** Nothing is dropped but repetitions. */
        static final Kept ALL = new Kept(0, 0);

        boolean includes(Summary.Value value, int level) {
            return level >= (value.hasSimpleValue() ? scalars : others);
        }
    }

    /** Adds a value that no level keeps. */
    void addRepeated(int bytes) {
        repeated += bytes;
    }

    void add(Summary.Value value, int level) {
        if (level == Levels.REPEATED) {
            addRepeated(value.getSerializedSize());
        } else {
            (value.hasSimpleValue() ? scalars : others)[level] += value.getSerializedSize();
        }
    }

    void add(Volume other) {
        Arrays.setAll(scalars, level -> scalars[level] + other.scalars[level]);
        Arrays.setAll(others, level -> others[level] + other.others[level]);
        repeated += other.repeated;
    }

    /** Returns the finest resolution within a size: scalars may take half of it, all others what scalars leave. */
    Kept within(long bytes) {
        int scalarLevel = finest(scalars, bytes / 2);
        return new Kept(scalarLevel, finest(others, bytes - from(scalars, scalarLevel)));
    }

    private static int finest(long[] byLevel, long bytes) {
        int level = 0;
        while (level < Levels.MAX && from(byLevel, level) > bytes) {
            level++;
        }
        return level;
    }

    private static long from(long[] byLevel, int level) {
        return Arrays.stream(byLevel, level, byLevel.length).sum();
    }

    /** Returns the bytes that are dropped. */
    long dropped(Kept kept) {
        return repeated
                + Arrays.stream(scalars, 0, kept.scalars()).sum()
                + Arrays.stream(others, 0, kept.others()).sum();
    }
}
