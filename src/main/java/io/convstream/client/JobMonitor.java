package io.convstream.client;

import io.convstream.cluster.NoAnswerException;
import io.convstream.cluster.RemoteFlink;
import io.convstream.console.Console;
import io.convstream.console.ProgressLine;
import io.convstream.console.ProgressLine.Piece;
import io.convstream.console.Sparkline;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a running job again and again and shows what it sees: on a terminal as a bar, elsewhere as lines. It ends with
 * the job, or where the person leaves.
 */
public final class JobMonitor implements AutoCloseable {

    private static final long BAR_MILLIS = 1_000;
    private static final long LINE_MILLIS = 10_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int CURVE = 20;

    private final RemoteFlink flink;
    private final RunningJob job;
    private final boolean terminal;
    private final PrintWriter out;
    private final Map<String, Sparkline> losses = new TreeMap<>();
    private final CountDownLatch left = new CountDownLatch(1);
    private final ProgressLine line = new ProgressLine("step", "");
    private @Nullable ProgressBar bar;

    public JobMonitor(RemoteFlink flink, RunningJob job, boolean terminal, PrintWriter out) {
        this.flink = flink;
        this.job = job;
        this.terminal = terminal;
        this.out = out;
    }

    /**
     * Watches it; returns the exit code.
     *
     * @throws IOException where the job is not known any more
     * @throws Exception what the job failed with, or that it was cancelled
     */
    public int run() throws Exception {
        long lastAnswer = System.nanoTime();
        do {
            try {
                JobStatus status = flink.status(job.id());
                lastAnswer = System.nanoTime();
                if (status.isGloballyTerminalState()) {
                    end("The job has ended: " + status + ".");
                    return end();
                }
                show();
            } catch (NoAnswerException e) {
                // A JobManager that died may be started again.
                if (System.nanoTime() - lastAnswer > PATIENCE.toNanos()) {
                    end("Flink does not answer any more: a job of 'convstream train' takes it along when it ends.");
                    return 0;
                }
            }
            // To be repeated: the bar's terminal gives signals their defaults back when it opens.
            Signals.register("INT", left::countDown);
            Signals.register("TERM", left::countDown);
        } while (!left.await(terminal ? BAR_MILLIS : LINE_MILLIS, TimeUnit.MILLISECONDS));
        end("The job goes on without you.");
        return 0;
    }

    private int end() throws Exception {
        JobResult result = flink.await(job.id());
        Optional<Divergence> diverged = Divergence.of(result);
        if (diverged.isPresent()) {
            diverged.get().printAdvice(job.run(), before -> "--resume " + before, out);
            throw diverged.get().exception();
        }
        Optional<Exception> failure = RunFailure.of(result, job.run());
        if (failure.isPresent()) {
            RunFailure.printResume(job.run(), job.resumeCommand(), out);
            throw failure.get();
        }
        if (RunFailure.isStopped(result)) {
            out.println("It was stopped with a savepoint.");
            RunFailure.printResume(job.run(), job.resumeCommand(), out);
        }
        return 0;
    }

    private void show() throws NoAnswerException, InterruptedException {
        try {
            show(flink.metrics(job.id()));
        } catch (NoAnswerException e) {
            throw e;
        } catch (IOException e) {
            // Its tasks ended or start again just now: the job's status tells which.
        }
    }

    private void show(Map<String, Map<String, Double>> models) {
        long done = 0;
        List<Piece> state = new ArrayList<>();
        for (Map.Entry<String, Map<String, Double>> model : models.entrySet()) {
            Double step = model.getValue().get("step");
            if (step != null) {
                done += step.longValue() + 1;
                state.addAll(state(model.getKey(), model.getValue(), models.size() > 1));
            }
        }
        if (done == 0) {
            return;
        }
        if (!terminal) {
            String figures = state.stream().map(Piece::text).collect(Collectors.joining(", "));
            out.printf(Locale.ROOT, "step %,d%s: %s%n", done, job.steps() > 0 ? of(job.steps()) : "", figures);
            out.flush();
            return;
        }
        if (bar == null) {
            bar = line.bar(job.steps(), done, System.out);
        }
        bar.stepTo(done);
        line.show(state);
    }

    private static String of(long steps) {
        return String.format(Locale.ROOT, " of %,d", steps);
    }

    private List<Piece> state(String model, Map<String, Double> metrics, boolean named) {
        Sparkline curve = losses.computeIfAbsent(model, name -> new Sparkline(CURVE));
        double loss = metrics.getOrDefault("emaLoss", 0.0);
        curve.add(loss);
        List<Piece> pieces = new ArrayList<>();
        int epoch = metrics.getOrDefault("epoch", 0.0).intValue();
        pieces.add(new Piece(4, (named ? model + " " : "") + Console.epoch(epoch, job.epochs())));
        pieces.add(new Piece(7, String.format(Locale.ROOT, "loss %.2f", loss)));
        pieces.add(new Piece(2, curve.toString()));
        if (metrics.containsKey("precisionBest")) {
            pieces.add(new Piece(3, String.format(Locale.ROOT, "best precision@1 %.3f", metrics.get("precisionBest"))));
        }
        pieces.add(new Piece(
                6, String.format(Locale.ROOT, "%,.0f images/s", metrics.getOrDefault("imagesPerSecond", 0.0))));
        return pieces;
    }

    private void end(String sentence) {
        close();
        out.println(sentence);
        out.flush();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
