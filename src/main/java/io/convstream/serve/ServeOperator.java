package io.convstream.serve;

import io.convstream.prepare.NetworkInput;
import io.convstream.prepare.decode.BadRecordException;
import io.convstream.rollout.ModelCopies;
import io.convstream.rollout.Plan;
import io.convstream.rollout.ServedModel;
import io.convstream.rollout.Signal;
import io.convstream.snapshot.TaskGpus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.jspecify.annotations.Nullable;

/**
 * Predicts images in micro-batches. Which version answers an image is a function of its timestamp and the plans, so an image whose
 * plan is not known for certain waits. All that is started is emitted before a barrier: the state holds only waiting images and
 * the plans.
 */
final class ServeOperator extends AbstractStreamOperator<Prediction>
        implements TwoInputStreamOperator<ImageRequest, Signal, Prediction> {

    private static final ListStateDescriptor<byte[]> TIMELINE =
            new ListStateDescriptor<>("timeline", BytePrimitiveArraySerializer.INSTANCE);
    private static final ListStateDescriptor<ImageRequest> WAITING =
            new ListStateDescriptor<>("waiting", new ImageRequestSerializer());

    /** Micro-batches that are computed or wait for the thread; more apply backpressure. */
    private static final int MAX_IN_FLIGHT = 2;

    private final ServeOptions options;
    private final transient MailboxExecutor mailbox;
    private final transient List<String> names;
    private final transient Timeline timeline = new Timeline();
    private final transient WaitingRequests waiting = new WaitingRequests();
    private transient List<ServeEntry> batch = new ArrayList<>();
    private transient long batches;
    private transient @Nullable ScheduledFuture<?> timer;
    private transient boolean overdue;
    private transient LoadedVersions versions;
    private transient ServeThread thread;
    private transient RequestDecoder decoder;
    private transient ServeMetrics counts;
    private transient ResultOutput results;
    private transient long imageTime = Long.MIN_VALUE;
    private transient long time = Long.MIN_VALUE;
    private transient ListState<byte[]> timelineState;
    private transient ListState<ImageRequest> waitingState;

    ServeOperator(StreamOperatorParameters<Prediction> parameters, ServeOptions options) {
        super(parameters);
        this.options = options;
        this.mailbox = parameters.getMailboxExecutor();
        this.names = options.models().stream().map(ServedModel::name).toList();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        timelineState = context.getOperatorStateStore().getUnionListState(TIMELINE);
        waitingState = context.getOperatorStateStore().getListState(WAITING);
        counts = new ServeMetrics(getMetricGroup(), options.models());
        results = new ResultOutput(output, options, counts);
        versions =
                new LoadedVersions(new ModelCopies(options.run()), options.towers(), TaskGpus.of(getRuntimeContext()));
        thread = new ServeThread(new Predictor(options, versions), this::emitSoon);
        decoder = new RequestDecoder(options.models());
        for (byte[] encoded : timelineState.get()) {
            timeline.restore(encoded);
        }
        timeline.forEachRecent(versions::prepare);
        for (ImageRequest request : waitingState.get()) {
            waiting.add(request);
        }
    }

    @Override
    public void processElement1(StreamRecord<ImageRequest> element) throws Exception {
        receive(element.getValue());
        counts.setWaiting(waiting.size());
    }

    private void receive(ImageRequest request) throws IOException {
        if (timeline.covers(request.timestamp(), names)) {
            add(request);
        } else {
            waiting.add(request);
        }
    }

    @Override
    public void processElement2(StreamRecord<Signal> element) throws Exception {
        if (timeline.add(element.getValue())) {
            timeline.forEachRecent(versions::prepare);
        }
        release();
    }

    private void release() throws IOException {
        for (ImageRequest request : waiting.remove()) {
            receive(request);
        }
        counts.setWaiting(waiting.size());
    }

    private void add(ImageRequest request) throws IOException {
        NetworkInput[] inputs;
        try {
            inputs = decoder.inputs(request);
        } catch (BadRecordException e) {
            counts.rejected(e.reason());
            output.collect(Serve.DEAD_LETTERS, new StreamRecord<>(RequestDecoder.deadLetter(request, e)));
            return;
        }
        Plan[] plans = names.stream()
                .map(model -> timeline.plan(model, request.timestamp()))
                .toArray(Plan[]::new);
        batch.add(new ServeEntry(request, inputs, plans));
        if (batch.size() == 1) {
            scheduleSubmission();
        }
        if (batch.size() == options.maxBatch()) {
            submit();
        }
    }

    private void scheduleSubmission() {
        long number = batches;
        long time = getProcessingTimeService().getCurrentProcessingTime()
                + options.maxLatency().toMillis();
        timer = getProcessingTimeService().registerTimer(time, due -> submitIf(number));
    }

    /** Submits a micro-batch that has waited long enough; while another one is computed, it may as well take more images. */
    private void submitIf(long number) throws IOException {
        overdue |= number == batches && thread.inFlight() > 0;
        if (number == batches && !overdue) {
            submit();
        }
    }

    private void submit() throws IOException {
        if (batch.isEmpty()) {
            return;
        }
        while (thread.inFlight() >= MAX_IN_FLIGHT) {
            results.emit(thread.await());
        }
        Set<String> recent = new HashSet<>();
        timeline.forEachRecent((model, hash) -> recent.add(hash));
        thread.submit(batch, recent);
        batch = new ArrayList<>();
        batches++;
        overdue = false;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** Emits the time of the images; not while images are predicted, and at most that of the images that wait. */
    private void advanceTime() {
        if (imageTime <= time || !batch.isEmpty() || thread.inFlight() > 0) {
            return;
        }
        long next = Math.min(imageTime, waiting.oldest() - 1);
        if (next > time) {
            time = next;
            output.emitWatermark(new Watermark(next));
        }
    }

    @Override
    public void processWatermark1(Watermark mark) {
        imageTime = mark.getTimestamp();
        advanceTime();
    }

    @Override
    public void processWatermark2(Watermark mark) {}

    @Override
    protected void processWatermarkStatus(WatermarkStatus status, int input) {
        if (input == 0) {
            output.emitWatermarkStatus(status);
        }
    }

    /** Called on the thread of predictions; schedules the emission on the task thread. */
    private void emitSoon() {
        try {
            mailbox.execute(this::emitDone, "emit predictions");
        } catch (RejectedExecutionException e) {
            LOG.debug("The task closed before a micro-batch completed.");
        } catch (Throwable e) { // such as OutOfMemoryError
            getContainingTask().handleAsyncException("cannot emit predictions", e);
        }
    }

    private void emitDone() throws IOException {
        while (thread.isDone()) {
            results.emit(thread.await());
        }
        if (overdue && thread.inFlight() == 0) {
            submit();
        }
        advanceTime();
    }

    private void drain() throws IOException {
        submit();
        while (thread.inFlight() > 0) {
            results.emit(thread.await());
        }
        advanceTime();
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        drain();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        timelineState.update(List.of(timeline.encode()));
        waitingState.update(waiting.all());
    }

    @Override
    public void finish() throws Exception {
        drain();
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (thread != null) {
            thread.close();
        }
        if (versions != null) {
            versions.close();
        }
        if (decoder != null) {
            decoder.close();
        }
        super.close();
    }
}
