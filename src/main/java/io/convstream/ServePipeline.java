package io.convstream;

import io.convstream.event.DeploymentEvent;
import io.convstream.event.ServiceEvent;
import io.convstream.rollout.Decision;
import io.convstream.rollout.Deployment;
import io.convstream.rollout.Signal;
import io.convstream.rollout.Version;
import io.convstream.serve.ImageRequest;
import io.convstream.serve.Prediction;
import io.convstream.serve.Serve;
import io.convstream.serve.ServeOptions;
import java.time.Instant;
import java.util.Objects;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The whole dataflow of a service, with the names and uids of all operators except sinks. */
public final class ServePipeline {

    private ServePipeline() {}

    /**
     * Defines the dataflow: images are predicted by the versions that the rollout decides on.
     *
     * @param parallelism of the images and their predictions
     */
    public static void define(
            StreamExecutionEnvironment env,
            ServeOptions options,
            int parallelism,
            Source<ImageRequest, ?, ?> images,
            Source<Signal, ?, ?> rollout,
            ServeSinks sinks) {
        // Records are immutable, so chained operators need not copy them.
        env.getConfig().enableObjectReuse();

        DataStream<Signal> signals = env.fromSource(rollout, WatermarkStrategy.noWatermarks(), "rollout")
                .uid("rollout")
                .setParallelism(1);
        DataStream<ImageRequest> requests = env.fromSource(images, WatermarkStrategy.noWatermarks(), "images")
                .uid("images")
                .setParallelism(parallelism);
        SingleOutputStreamOperator<Prediction> predictions =
                Serve.on(requests, signals, options).name("serve").uid("serve").setParallelism(parallelism);
        DataStream<ServiceEvent> deployments = signals.filter(signal -> signal.decision() != null)
                .name("decisions")
                .uid("decisions")
                .setParallelism(1)
                .map(signal -> ServiceEvent.of(event(Objects.requireNonNull(signal.decision()))))
                .returns(ServiceEvent.class)
                .name("deployment events")
                .uid("deployment-events")
                .setParallelism(1);

        DataStream<ServiceEvent> shifts = Serve.shifts(
                        predictions.getSideOutput(Serve.OBSERVATIONS), options.shiftWindow())
                .name("shifts")
                .uid("shifts")
                .map(ServiceEvent::of)
                .returns(ServiceEvent.class)
                .name("shift events")
                .uid("shift-events")
                .setParallelism(1);

        sinks.predictions(predictions);
        sinks.events(deployments.union(shifts));
        sinks.deadLetters(predictions.getSideOutput(Serve.DEAD_LETTERS));
    }

    private static DeploymentEvent event(Decision decision) {
        Deployment deployment = decision.deployment();
        Version answer = deployment == null ? null : deployment.plan().answer();
        Version candidate = deployment == null ? null : deployment.plan().candidate();
        return new DeploymentEvent(
                decision.number(),
                decision.model(),
                decision.accepted(),
                decision.message(),
                Instant.ofEpochMilli(decision.time()),
                deployment == null ? null : Instant.ofEpochMilli(deployment.from()),
                answer == null || answer.step() < 0 ? null : answer.step(),
                answer == null ? null : answer.sha256(),
                candidate == null || candidate.step() < 0 ? null : candidate.step(),
                candidate == null ? null : candidate.sha256(),
                deployment == null ? 0 : deployment.plan().percent());
    }
}
