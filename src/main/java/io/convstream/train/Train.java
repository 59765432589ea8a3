package io.convstream.train;

import io.convstream.image.Example;
import io.convstream.image.SkippedRecords;
import io.convstream.snapshot.ImmutableTypeInfo;
import io.convstream.snapshot.ModelSnapshot;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.util.OutputTag;

/** Adds the training operator to a pipeline; its side outputs and accumulators. */
public final class Train {

    /** The side output of the model snapshots to evaluate. */
    public static final OutputTag<ModelSnapshot> SNAPSHOTS =
            new OutputTag<>("snapshots", TypeInformation.of(ModelSnapshot.class));

    /** The side output of each step with how its batch was classified. */
    public static final OutputTag<ClassifiedBatch> CLASSIFIED =
            new OutputTag<>("classified", TypeInformation.of(ClassifiedBatch.class));

    /** The side output of the summaries. */
    public static final OutputTag<TrainSummary> SUMMARIES =
            new OutputTag<>("summaries", TypeInformation.of(TrainSummary.class));

    /** The side output of the failures. */
    public static final OutputTag<TrainFailure> FAILED =
            new OutputTag<>("failures", TypeInformation.of(TrainFailure.class));

    /** Accumulator: a list of {@link TrainFailure}, one for each failed model. */
    public static final String FAILURES = "convstream.failures";

    /** Accumulator: the number of models that take no more examples because they have trained all steps or failed. */
    public static final String FINISHED_MODELS = "convstream.finishedModels";

    /** Accumulator: the number of subtasks whose input has ended; 0 if the job was stopped. */
    public static final String ENDED_INPUTS = "convstream.endedInputs";

    /** Accumulator: a list of texts that name each restored model and its step. */
    public static final String RESTORED_MODELS = "convstream.restoredModels";

    /** The type of the input stream. */
    public static final TypeInformation<Example> EXAMPLES =
            new ImmutableTypeInfo<>(Example.class, new ExampleSerializer());

    private Train() {}

    /**
     * Trains each model, in subtasks of its own, on the examples that carry its name.
     *
     * @param workers subtasks of each model
     * @param skipped records that a restored batch must not hold; the stream has tombstones for them
     */
    public static SingleOutputStreamOperator<TrainStep> on(
            DataStream<Example> examples, List<TrainPlan> plans, int workers, SkippedRecords skipped) {
        return examples.keyBy(keys(plans, workers), Types.STRING)
                .transform("train", TypeInformation.of(TrainStep.class), factory(plans, workers, skipped))
                .setMaxParallelism(ModelKeys.maxParallelism(plans.size()))
                .setParallelism(plans.size() * workers);
    }

    /** The largest number of workers of each model. */
    public static int maxWorkers(int models) {
        return ModelKeys.maxParallelism(models) / models;
    }

    static ModelKeys keys(List<TrainPlan> plans, int workers) {
        return new ModelKeys(
                plans.stream().map(plan -> plan.definition().name()).toList(), workers);
    }

    static OneInputStreamOperatorFactory<Example, TrainStep> factory(
            List<TrainPlan> plans, int workers, SkippedRecords skipped) {
        return new Factory(List.copyOf(plans), workers, skipped);
    }

    private static final class Factory extends AbstractStreamOperatorFactory<TrainStep>
            implements OneInputStreamOperatorFactory<Example, TrainStep>, CoordinatedOperatorFactory<TrainStep> {

        private final List<TrainPlan> plans;
        private final int workers;
        private final SkippedRecords skipped;

        Factory(List<TrainPlan> plans, int workers, SkippedRecords skipped) {
            this.plans = plans;
            this.workers = workers;
            this.skipped = skipped;
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // signature given by Flink
        public <T extends StreamOperator<TrainStep>> T createStreamOperator(
                StreamOperatorParameters<TrainStep> parameters) {
            return (T) new TrainOperator(parameters, plans, workers, skipped);
        }

        @Override
        public OperatorCoordinator.Provider getCoordinatorProvider(String name, OperatorID id) {
            return new WorkersCoordinator.Provider(id, workers);
        }

        @Override
        @SuppressWarnings("rawtypes")
        public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
            return TrainOperator.class;
        }
    }
}
