package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;
import org.yaml.snakeyaml.Yaml;

/** Deployment files: valid, and consistent with each other. */
final class DeploymentFilesTest {

    private static final Path COMPOSE = Path.of("docker-compose.yml");
    private static final Path DEPLOYMENT = Path.of("src/kubernetes/flinkdeployment.yaml");

    private final Configuration configuration = GlobalConfiguration.loadConfiguration("flink-conf");

    @Test
    void theComposeFileIsValid() throws IOException {
        assertThat(schema("compose-spec.json").validate(compose())).isEmpty();
    }

    @Test
    void theFlinkDeploymentIsValid() throws IOException {
        assertThat(schema("flinkdeployment.json").validate(deployment())).isEmpty();
    }

    @Test
    void theValidatorFindsMistakes() throws IOException {
        JsonNode compose = compose();
        compose.withObject("/services/kafka").put("imag", "x");
        assertThat(schema("compose-spec.json").validate(compose)).isNotEmpty();
        JsonNode deployment = deployment();
        deployment.withObject("/spec/podTemplate/spec").put("volume", "x");
        assertThat(schema("flinkdeployment.json").validate(deployment)).hasSize(1);
    }

    @Test
    void theComposeFileRefersToExistingFiles() throws IOException {
        JsonNode services = compose().path("services");
        assertThat(Path.of(services.at("/trainer/build/dockerfile").asText())).exists();
        List<Path> mounted = new ArrayList<>();
        for (JsonNode volumes : services.findValues("volumes")) {
            for (JsonNode volume : volumes) {
                if (volume.asText().startsWith("./")) {
                    mounted.add(Path.of(volume.asText().split(":", -1)[0]));
                }
            }
        }
        assertThat(mounted).hasSize(5).allSatisfy(file -> assertThat(file).exists());
    }

    @Test
    void theComposeFilePublishesPortsOnLoopbackOnly() throws IOException {
        List<String> published = new ArrayList<>();
        compose()
                .path("services")
                .findValues("ports")
                .forEach(ports -> ports.forEach(port -> published.add(port.asText())));
        assertThat(published).hasSize(2).allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    @Test
    void alertsFireWhenTheyShould() throws IOException, InterruptedException {
        Process promtool;
        try {
            promtool = new ProcessBuilder("promtool", "test", "rules", "src/test/resources/alerts.test.yml")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new TestAbortedException("promtool, of Debian's prometheus, is not on the PATH", e);
        }
        String told = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).describedAs(told).isZero();
    }

    @Test
    void theImageHasTheFlinkVersionOfTheBuild() throws IOException {
        assertThat(Path.of("src/docker/Dockerfile"))
                .content()
                .contains("FROM flink:" + EnvironmentInformation.getVersion() + "-java17");
    }

    @Test
    void aClusterOpensWhatTheEmbeddedFlinkOpens() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("flink-conf/jvm.flags"))) {
            assertThat(configuration.get(CoreOptions.FLINK_JVM_OPTIONS).split(" "))
                    .containsExactlyElementsOf(
                            lines.filter(line -> line.startsWith("--")).toList());
        }
    }

    @Test
    void theMemoryPartsAddUp() {
        TaskExecutorProcessSpec size = TaskExecutorProcessUtils.processSpecFromConfig(configuration);
        assertThat(size.getTotalProcessMemorySize())
                .isEqualTo(configuration.get(TaskManagerOptions.TOTAL_PROCESS_MEMORY));
    }

    @Test
    void allFilesGiveAProcessTheSameMemory() throws IOException {
        JsonNode services = compose().path("services");
        JsonNode deployment = deployment();
        assertThat(List.of(
                        services.at("/taskmanager/mem_limit").asText(),
                        deployment.at("/spec/taskManager/resource/memory").asText()))
                .containsOnly(memory(TaskManagerOptions.TOTAL_PROCESS_MEMORY.key()));
        assertThat(List.of(
                        services.at("/jobmanager/mem_limit").asText(),
                        deployment.at("/spec/jobManager/resource/memory").asText()))
                .containsOnly(memory(JobManagerOptions.TOTAL_PROCESS_MEMORY.key()));
        deployment.at("/spec/flinkConfiguration").properties().stream()
                .filter(entry -> entry.getKey().startsWith("taskmanager."))
                .forEach(entry -> assertThat(entry.getValue().asText()).isEqualTo(memory(entry.getKey())));
    }

    private String memory(String key) {
        return String.valueOf(configuration.toMap().get(key));
    }

    private static JsonNode compose() throws IOException {
        return documents(COMPOSE).get(0);
    }

    private static JsonNode deployment() throws IOException {
        List<JsonNode> documents = documents(DEPLOYMENT);
        return documents.get(documents.size() - 1);
    }

    /** With merged keys ({@code <<}) in their places, which Jackson would leave as they are. */
    private static List<JsonNode> documents(Path file) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        for (Object document : new Yaml().loadAll(Files.readString(file))) {
            documents.add(new ObjectMapper().valueToTree(document));
        }
        return documents;
    }

    private static JsonSchema schema(String name) throws IOException {
        try (InputStream in = DeploymentFilesTest.class.getResourceAsStream("/schemas/" + name)) {
            ObjectNode schema = (ObjectNode) new ObjectMapper().readTree(in);
            schema.remove("$id"); // the Compose specification's is no URI, but the validator requires one
            return JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(schema);
        }
    }
}
