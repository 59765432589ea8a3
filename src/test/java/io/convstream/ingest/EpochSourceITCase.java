package io.convstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.image.ImageSet;
import io.convstream.image.RawRecord;
import io.convstream.image.SplitMix;
import io.convstream.ingest.dataset.Shapes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EpochSourceITCase {

    private static final long SEED = 5;
    private static final int EPOCHS = 3;
    private static final Shapes SET = new Shapes(1, false, 500);

    @RegisterExtension
    private static final MiniClusterExtension FLINK =
            new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
                    .setNumberTaskManagers(1)
                    .setNumberSlotsPerTaskManager(1)
                    .build());

    @Test
    @SuppressWarnings("try") // close() may throw InterruptedException: the test then fails.
    void emitsEveryImageOncePerEpochInOrderDespiteAFailure() throws Exception {
        var configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        Recorder.failedAt.set(-1);
        Recorder.restoredAt.set(-1);
        List<String> states = new ArrayList<>();
        try (CloseableIterator<String> results = env.fromSource(
                        EpochSource.of(SET, SEED, EPOCHS * SET.size()), WatermarkStrategy.noWatermarks(), "images")
                .uid("images")
                .setParallelism(1)
                .keyBy(record -> 0, Types.INT)
                .process(new Recorder())
                .uid("recorder")
                .setParallelism(1)
                .collectAsync()) {
            env.executeAsync("epochs");
            results.forEachRemaining(states::add);
        }
        assertThat(Recorder.failedAt.get()).isGreaterThan(400);
        assertThat(Recorder.restoredAt.get()).isBetween(1L, Recorder.failedAt.get());
        assertThat(states).singleElement().isEqualTo(expectedState());
    }

    /** Computes the state after a run without failures, without Flink. */
    private static String expectedState() throws Exception {
        String state = "";
        var positions = new ArrayList<Long>();
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            var permutation = new Permutation(SEED, epoch, SET.size());
            for (long i = 0; i < SET.size(); i++) {
                long position = permutation.at(i);
                positions.add(position);
                state = Recorder.append(state, epoch * SET.size() + i, epoch, position);
            }
            assertThat(positions.subList(epoch * 500, positions.size()))
                    .doesNotHaveDuplicates()
                    .hasSize(500);
        }
        return state;
    }

    @Test
    @SuppressWarnings("NullAway") // The function ignores the context.
    void contentAndOriginBelongTogether() throws Exception {
        var function = new EpochFunction(SET, SEED);
        assertThatThrownBy(() -> function.map(0L)).hasMessageContaining("before it was opened");
        function.open(null);
        try (ImageSet.Reader reader = SET.open()) {
            for (long index : new long[] {0, 499, 500, 1_234, 0}) {
                RawRecord record = function.map(index);
                assertThat(record.sequence()).isEqualTo(index);
                assertThat(record.epoch()).isEqualTo((int) (index / 500));
                assertThat(record)
                        .usingRecursiveComparison()
                        .isEqualTo(reader.read(record.origin().position()).numbered(index, record.epoch()));
            }
        }
        function.close();
    }

    @Test
    void refusesAnEmptySource() {
        assertThatThrownBy(() -> EpochSource.of(SET, SEED, 0)).hasMessageContaining("a source of 0 records");
    }

    /** Hashes all records in order into its state; fails once, some records after a checkpoint. */
    private static final class Recorder extends KeyedProcessFunction<Integer, RawRecord, String>
            implements CheckpointListener {

        private static final long serialVersionUID = 1;
        private static final AtomicLong failedAt = new AtomicLong(-1);
        private static final AtomicLong restoredAt = new AtomicLong(-1);

        private transient @Nullable ValueState<String> state;
        private transient volatile boolean checkpointed;
        private transient boolean first;

        @Override
        public void open(OpenContext context) {
            state = getRuntimeContext().getState(new ValueStateDescriptor<>("seen", Types.STRING));
            first = true;
        }

        @Override
        public void processElement(RawRecord record, Context context, Collector<String> out) throws Exception {
            Thread.sleep(1);
            if (first && failedAt.get() >= 0) {
                restoredAt.set(record.sequence());
            }
            first = false;
            if (checkpointed && record.sequence() > 400 && failedAt.compareAndSet(-1, record.sequence())) {
                throw new IllegalStateException("injected at " + record.sequence());
            }
            ValueState<String> current = Objects.requireNonNull(state);
            String before = current.value();
            String after = append(
                    before == null ? "" : before,
                    record.sequence(),
                    record.epoch(),
                    record.origin().position());
            current.update(after);
            if (record.sequence() == EPOCHS * SET.size() - 1) {
                out.collect(after);
            }
        }

        static String append(String before, long sequence, int epoch, long position) {
            String[] parts = before.isEmpty() ? new String[] {"0", "0"} : before.split(" ", -1);
            long chain = SplitMix.mix(SplitMix.mix(SplitMix.mix(Long.parseLong(parts[1]), sequence), epoch), position);
            return (Long.parseLong(parts[0]) + 1) + " " + chain;
        }

        @Override
        public void notifyCheckpointComplete(long id) {
            checkpointed = true;
        }
    }
}
