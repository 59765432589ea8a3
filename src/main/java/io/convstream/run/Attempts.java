package io.convstream.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.convstream.event.JsonFile;
import io.convstream.failure.Reason;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of a run and how each has ended, {@code attempts.json} in its folder.
 *
 * @param version the version of the file format
 * @param attempts the most recent ones, in order
 */
public record Attempts(int version, List<Attempt> attempts) {

    private static final int VERSION = 1;

    /** The number of attempts that the file keeps. */
    private static final int KEPT = 100;

    /** How an attempt has ended. */
    public enum Outcome {
        FINISHED,
        STOPPED,
        FAILED,
        DIVERGED,
        CANCELED
    }

    /**
     * An attempt.
     *
     * @param number see {@link RunIdentity#attempt}
     * @param process the process that started it, in words
     * @param job null if the job is in that process, or was not submitted
     * @param outcome null if it is running, or if no process has seen its end
     * @param ended null if {@code outcome} is null
     */
    public record Attempt(
            int number,
            Instant started,
            String process,
            @Nullable SubmittedJob job,
            @Nullable Outcome outcome,
            @Nullable Instant ended) {

        private Attempt with(SubmittedJob submitted) {
            return new Attempt(number, started, process, submitted, outcome, ended);
        }

        private Attempt with(Outcome how) {
            return outcome == null ? new Attempt(number, started, process, job, how, now()) : this;
        }
    }

    /**
     * A job on a cluster.
     *
     * @param id Flink's id of the job
     * @param jobManager the address of the JobManager's REST API, HOST:PORT
     * @param host the machine that the address was used on
     * @param highlyAvailable whether another JobManager recovers the job if this one is gone
     */
    public record SubmittedJob(String id, String jobManager, String host, boolean highlyAvailable) {

        public SubmittedJob(String id, String jobManager, boolean highlyAvailable) {
            this(id, jobManager, RunLock.host(), highlyAvailable);
        }

        /** Returns whether the job was submitted from this machine. */
        public boolean isSubmittedHere() {
            return host.equals(RunLock.host());
        }
    }

    /**
     * Reads the attempts of a run; none if there is no file.
     *
     * @throws IOException with the path, if the file cannot be read or has another version
     */
    public static Attempts of(RunFolder run) throws IOException {
        StoragePath file = run.attempts();
        if (!file.exists()) {
            return new Attempts(VERSION, List.of());
        }
        try {
            return JsonFile.read(file, Attempts.class, VERSION, "the convstream that wrote it");
        } catch (JsonProcessingException e) {
            throw new IOException("cannot read " + file + ", the attempts of a run: " + Reason.of(e), e);
        }
    }

    /** Returns the last attempt; empty if there is none. */
    public Optional<Attempt> last() {
        return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.get(attempts.size() - 1));
    }

    /** Records the start of an attempt. */
    static void begin(RunFolder run, RunIdentity identity) throws IOException {
        List<Attempt> all = new ArrayList<>(of(run).attempts());
        all.add(new Attempt(identity.attempt(), now(), RunLock.thisProcess(), null, null, null));
        write(run, all.subList(Math.max(0, all.size() - KEPT), all.size()));
    }

    /** Records the job of an attempt. */
    public static void submitted(RunFolder run, RunIdentity identity, SubmittedJob job) throws IOException {
        update(run, attempt -> attempt.number() == identity.attempt(), attempt -> attempt.with(job));
    }

    /** Records how an attempt has ended, unless that is recorded. */
    public static void ended(RunFolder run, RunIdentity identity, Outcome outcome) throws IOException {
        update(run, attempt -> attempt.number() == identity.attempt(), attempt -> attempt.with(outcome));
    }

    /** Records how the attempt of a job has ended, unless that is recorded. */
    public static void ended(RunFolder run, String job, Outcome outcome) throws IOException {
        update(
                run,
                attempt -> attempt.job() != null && attempt.job().id().equals(job),
                attempt -> attempt.with(outcome));
    }

    /** Changes the last attempt, if it is the one that is meant. */
    private static void update(RunFolder run, Predicate<Attempt> which, UnaryOperator<Attempt> change)
            throws IOException {
        List<Attempt> all = new ArrayList<>(of(run).attempts());
        int last = all.size() - 1;
        if (last >= 0 && which.test(all.get(last))) {
            all.set(last, change.apply(all.get(last)));
            write(run, all);
        }
    }

    private static void write(RunFolder run, List<Attempt> attempts) throws IOException {
        JsonFile.write(run.attempts(), new Attempts(VERSION, attempts));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
