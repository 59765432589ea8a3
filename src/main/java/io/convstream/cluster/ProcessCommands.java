package io.convstream.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.ClusterOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;
import org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer;
import org.apache.flink.util.AbstractID;
import org.jspecify.annotations.Nullable;

/**
 * The command lines of the cluster's processes, like those of Flink's scripts: Flink computes the JVM flags from the
 * memory settings in the configuration.
 */
final class ProcessCommands {

    private static final String ZOOKEEPER_MEMORY = "-Xmx128m";

    private final Installation installation;
    private final Configuration overrides;
    private final Configuration all;

    /** @param availability null: no high availability */
    ProcessCommands(Installation installation, Path folder, Ports ports, @Nullable HighAvailability availability)
            throws IOException {
        this.installation = installation;
        overrides = loopbackSettings(folder, ports);
        if (availability != null) {
            availability.addTo(overrides);
        }
        all = installation.configuration(overrides);
        bindReportersToLoopback();
    }

    /** Replaces Flink's Prometheus reporter, which has no option for its address. */
    private void bindReportersToLoopback() {
        all.toMap().forEach((key, value) -> {
            if (key.matches("metrics\\.reporter\\..+\\.factory\\.class")
                    && value.equals(PrometheusReporterFactory.class.getName())) {
                overrides.setString(key, LoopbackPrometheusReporter.Factory.class.getName());
            }
        });
    }

    /** Returns the settings that override the configuration file: all processes listen on loopback. */
    private static Configuration loopbackSettings(Path folder, Ports ports) {
        var settings = new Configuration();
        for (ConfigOption<String> host : List.of(
                JobManagerOptions.ADDRESS,
                JobManagerOptions.BIND_HOST,
                RestOptions.ADDRESS,
                RestOptions.BIND_ADDRESS,
                TaskManagerOptions.HOST,
                TaskManagerOptions.BIND_HOST)) {
            settings.set(host, "localhost");
        }
        settings.set(JobManagerOptions.PORT, ports.rpc());
        settings.set(RestOptions.PORT, ports.dashboard());
        settings.set(BlobServerOptions.PORT, "0");
        // A TaskManager that starts before the JobManager would retry after ten seconds only.
        settings.set(ClusterOptions.ERROR_REGISTRATION_DELAY, Duration.ofMillis(500));
        settings.set(CoreOptions.TMP_DIRS, folder.resolve("tmp").toString());
        return settings;
    }

    List<String> zooKeeper(FlinkProcess process, Path configuration) {
        List<String> command = java(process, ZOOKEEPER_MEMORY, "", FlinkZooKeeperQuorumPeer.class);
        command.addAll(List.of("--zkConfigFile", configuration.toString(), "--peerId", "1"));
        return command;
    }

    List<String> jobManager(FlinkProcess process) {
        JobManagerProcessSpec size = JobManagerProcessUtils.processSpecFromConfig(all);
        return command(
                process,
                JobManagerProcessUtils.generateJvmParametersStr(size, all),
                CoreOptions.FLINK_JM_JVM_OPTIONS,
                StandaloneSessionClusterEntrypoint.class,
                JobManagerProcessUtils.generateDynamicConfigsStr(size));
    }

    List<String> taskManager(FlinkProcess process) {
        TaskExecutorProcessSpec size = TaskExecutorProcessUtils.processSpecFromConfig(all);
        List<String> command = command(
                process,
                ProcessMemoryUtils.generateJvmParametersStr(size),
                CoreOptions.FLINK_TM_JVM_OPTIONS,
                TaskManagerRunner.class,
                TaskExecutorProcessUtils.generateDynamicConfigsStr(size));
        // Flink's default contains the host name, which need not be in DNS.
        String id = "localhost:" + process.name() + "-"
                + new AbstractID().toString().substring(0, 6);
        command.addAll(List.of("-D", TaskManagerOptions.TASK_MANAGER_RESOURCE_ID.key() + "=" + id));
        return command;
    }

    private List<String> command(
            FlinkProcess process, String memory, ConfigOption<String> options, Class<?> main, String sizes) {
        List<String> command = java(process, memory, all.get(options), main);
        command.addAll(List.of("--configDir", installation.conf().toString()));
        command.addAll(words(sizes));
        overrides.toMap().forEach((key, value) -> command.addAll(List.of("-D", key + "=" + value)));
        return command;
    }

    private List<String> java(FlinkProcess process, String memory, String options, Class<?> main) {
        Path logging = installation.conf().resolve("log4j.properties");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:SharedArchiveFile=" + installation.classes());
        command.add("-Xlog:cds*=off"); // no warnings if the archive does not match
        command.addAll(words(memory));
        command.addAll(words(all.get(CoreOptions.FLINK_JVM_OPTIONS)));
        command.addAll(words(options));
        command.add("-Dlog.file=" + process.log());
        command.add("-Dlog4j.configurationFile=" + logging.toUri());
        command.addAll(List.of("-cp", installation.classPath(), main.getName()));
        return command;
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }
}
