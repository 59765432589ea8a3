package io.convstream.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.storage.FailingMap;
import io.convstream.storage.StoragePath;
import io.convstream.train.TrainStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class EventFilesITCase {

    private static final int EVENTS = 600;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension();

    @TempDir
    private Path folder;

    @Test
    void holdEveryEventOnceAndInOrderDespiteFailures() throws Exception {
        FailingMap.failures.set(0);
        runJob();
        assertThat(FailingMap.failures).hasValue(FailingMap.FAILURES);
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> parts = files.sorted().toList(); // like cat *
            // Sixty small parts are merged into one, so their number says nothing.
            String last = String.valueOf(parts.get(parts.size() - 1).getFileName());
            assertThat(Long.parseLong(last.replaceAll(".*-(\\d+)\\.jsonl", "$1")))
                    .describedAs("the last checkpoint")
                    .isGreaterThan(FailingMap.FAILURES);
            for (Path part : parts) {
                lines.addAll(Files.readAllLines(part));
            }
        }
        assertThat(lines)
                .isEqualTo(LongStream.range(0, EVENTS)
                        .mapToObj(step -> JsonLines.line(Events.step(step, Events.START.plusMillis(step), 1)))
                        .toList());
    }

    private void runJob() throws Exception {
        var configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, FailingMap.FAILURES);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
        var env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(1);
        env.enableCheckpointing(50);
        var source = new DataGeneratorSource<>(
                step -> Events.step(step, Events.START.plusMillis(step), 1),
                EVENTS,
                TypeInformation.of(TrainStep.class));
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "steps")
                .map(new FailingMap())
                .map(Event::of)
                .returns(TypeInformation.of(Event.class))
                .sinkTo(EventFiles.sink(StoragePath.of(folder), "run", 1));
        env.execute();
    }
}
