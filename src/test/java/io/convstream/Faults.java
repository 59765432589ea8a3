package io.convstream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** What happens to a job in a soak, in a random order at random moments, and how long it took to recover. */
final class Faults {

    /** In the order of the table; the first four are kills. */
    enum Fault {
        TASK_MANAGER("kill -9 of the TaskManager"),
        JOB_MANAGER("kill -9 of the JobManager"),
        BROKER("kill -9 of the Kafka broker"),
        ZOOKEEPER("kill -9 of the ZooKeeper"),
        BROKER_AWAY("Kafka broker stopped for 60 s"),
        PAUSE("TaskManager paused for 40 s (SIGSTOP)"),
        STORAGE("checkpoint folder gone for 20 s");

        private final String sentence;

        Fault(String sentence) {
            this.sentence = sentence;
        }
    }

    /** What is to be done before a dead JobManager is started again. */
    interface Beforehand {
        void run() throws Exception;
    }

    private static final int KINDS_OF_KILLS = 4;
    private static final int LONGEST_PEACE_MILLIS = 12_000;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final TestCluster cluster;
    private final KafkaBroker broker;
    private final Path run;
    private final long seed;
    private final Random random;
    private final Map<Fault, List<Double>> secondsToRecover = new LinkedHashMap<>();
    private final long start = System.nanoTime();

    Faults(TestCluster cluster, KafkaBroker broker, Path run, long seed) {
        this.cluster = cluster;
        this.broker = broker;
        this.run = run;
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** A number of kills, of each kind in turn, and each of the other faults once, in random order. */
    List<Fault> all(int kills) {
        List<Fault> faults = new ArrayList<>(List.of(Fault.BROKER_AWAY, Fault.PAUSE, Fault.STORAGE));
        for (int kill = 0; kill < kills; kill++) {
            faults.add(Fault.values()[kill % KINDS_OF_KILLS]);
        }
        Collections.shuffle(faults, random);
        return faults;
    }

    /** Lets it happen after a random time of peace and waits until the job completes checkpoints again. */
    void happens(Fault fault, Beforehand beforeRepair) throws Exception {
        Thread.sleep(random.nextInt(LONGEST_PEACE_MILLIS));
        long began = System.nanoTime();
        long newest = RunProcess.newestCheckpoint(run);
        switch (fault) {
            case TASK_MANAGER -> killAndStart("taskmanager-1", beforeRepair);
            case JOB_MANAGER -> killAndStart("jobmanager", beforeRepair);
            case ZOOKEEPER -> killAndStart("zookeeper", beforeRepair);
            case BROKER -> {
                broker.kill();
                broker.restart();
            }
            case BROKER_AWAY -> {
                broker.stop();
                Thread.sleep(60_000);
                broker.restart();
            }
            case PAUSE -> {
                signal("STOP");
                Thread.sleep(40_000);
                signal("CONT");
            }
            case STORAGE -> loseCheckpointsFor(20_000);
        }
        // One that was under way may still complete; the one after it shows that the job is at work.
        while (RunProcess.newestCheckpoint(run) <= newest + 1) {
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new IllegalStateException("no recovery from: " + fault.sentence + ", seed " + seed);
            }
            Thread.sleep(50);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        secondsToRecover.computeIfAbsent(fault, any -> new ArrayList<>()).add(seconds);
        System.out.printf(
                Locale.ROOT,
                "%4d s: %s, %.1f s%n",
                (System.nanoTime() - start) / 1_000_000_000,
                fault.sentence,
                seconds);
    }

    private void killAndStart(String name, Beforehand beforehand) throws Exception {
        cluster.kill(name);
        beforehand.run();
        cluster.cluster("start");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder(
                        "kill",
                        "-" + name,
                        String.valueOf(cluster.process("taskmanager-1").pid()))
                .start()
                .waitFor();
    }

    private void loseCheckpointsFor(long millis) throws IOException, InterruptedException {
        Path checkpoints = run.resolve("checkpoints");
        Path aside = run.resolve("aside");
        Files.move(checkpoints, aside);
        Files.createFile(checkpoints); // so that the folder cannot be recreated
        Thread.sleep(millis);
        Files.delete(checkpoints);
        Files.move(aside, checkpoints);
    }

    /**
     * What happened, as a table of Markdown.
     *
     * @param trained the numbers of the completed steps, from the events
     */
    String table(long steps, List<Long> trained) {
        var table = new StringBuilder("""
                | fault | times | seconds to recover: median, longest |
                | --- | --- | --- |
                """);
        for (Fault fault : Fault.values()) {
            List<Double> seconds = secondsToRecover.getOrDefault(fault, List.of()).stream()
                    .sorted()
                    .toList();
            if (!seconds.isEmpty()) {
                table.append(String.format(
                        Locale.ROOT,
                        "| %s | %d | %.0f, %.0f |%n",
                        fault.sentence,
                        seconds.size(),
                        seconds.get(seconds.size() / 2),
                        seconds.get(seconds.size() - 1)));
            }
        }
        var different = new HashSet<>(trained);
        return table.append(String.format(
                        Locale.ROOT,
                        "%n%d steps in %d s, seed %d: %d lost, %d doubled%n",
                        steps,
                        (System.nanoTime() - start) / 1_000_000_000,
                        seed,
                        steps - different.size(),
                        trained.size() - different.size()))
                .toString();
    }
}
