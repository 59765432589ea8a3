package io.convstream.bench;

import java.nio.file.Files;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;

/** {@code ./convstream bench records}. */
@Command(
        name = "records",
        mixinStandardHelpOptions = true,
        description = "Measures the time per record of decoding, augmentation, standardization and reordering, with "
                + "JMH. Takes about 4 minutes.")
final class RecordsCommand implements Callable<Integer> {

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(Bench.results());
        new Runner(new OptionsBuilder()
                        .include("io\\.convstream\\..*Benchmark")
                        .forks(2)
                        .warmupIterations(3)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(1))
                        .resultFormat(ResultFormatType.JSON)
                        .result(Bench.results().resolve("records.json").toString())
                        .build())
                .run();
        return 0;
    }
}
