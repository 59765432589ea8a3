package io.convstream.train;

import io.convstream.image.Example;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One example through the reorder buffer, with records in blocks of reversed order. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReorderBenchmark {

    /** The length of a block, in records. */
    @Param({"1", "16", "1024"})
    private int disorder = 1;

    private final ReorderBuffer buffer = new ReorderBuffer(0);
    private long arrived;

    @Benchmark
    public int reorder() {
        long block = arrived / disorder * disorder;
        long sequence = block + (disorder - 1 - arrived % disorder);
        arrived++;
        buffer.add(example(sequence));
        int ready = 0;
        while (buffer.poll() != null) {
            ready++;
        }
        return ready;
    }

    private static Example example(long sequence) {
        return Example.tombstone("bench", sequence, 0);
    }
}
