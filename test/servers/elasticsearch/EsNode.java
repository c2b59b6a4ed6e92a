import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.http.HttpInfo;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginBundle;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * java EsNode HOME PORT DATADIR [setting=value ...]: one Elasticsearch node on 127.0.0.1 until SIGTERM.
 * Port 0 takes a free one. Prints "READY url" when it answers.
 */
public class EsNode {
    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]).toAbsolutePath();
        Path data = Path.of(args[2]).toAbsolutePath();
        Path config = Files.createDirectories(data.resolve("config"));

        Map<String, String> s = new HashMap<>();
        s.put("path.home", home.toString());
        s.put("path.data", data.resolve("data").toString());
        s.put("path.logs", data.resolve("logs").toString());
        s.put("cluster.name", "logship-test");
        s.put("node.name", "n1");
        s.put("network.host", "127.0.0.1");
        s.put("http.port", args[1]);
        s.put("transport.port", "0");
        s.put("discovery.type", "single-node");
        s.put("cluster.routing.allocation.disk.threshold_enabled", "false");
        for (int i = 3; i < args.length; i++) {
            String[] kv = args[i].split("=", 2);
            s.put(kv[0], kv[1]);
        }
        LogConfigurator.registerErrorListener();
        LogConfigurator.setNodeName("n1");
        LogConfigurator.configureWithoutConfig(Settings.builder().put("logger.level", System.getProperty("es.log", "WARN")).build());
        LogConfigurator.configureESLogging();

        var env = InternalSettingsPreparer.prepareEnvironment(Settings.EMPTY, s, config, () -> "n1");
        PluginsLoader loader = PluginsLoader.createPluginsLoader(loadModules(home.resolve("modules")), Set.of(), Map.of());
        Node node = new Node(env, loader);
        CountDownLatch done = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try { node.close(); } catch (Exception e) { e.printStackTrace(); }
            done.countDown();
        }));
        node.start();
        System.out.println("READY http://127.0.0.1:" + httpPort(node));
        done.await();
    }

    private static int httpPort(Node node) {
        var info = node.client().admin().cluster().prepareNodesInfo().get();
        return info.getNodes().get(0).getInfo(HttpInfo.class).address().publishAddress().getPort();
    }

    /** 8.x: loadModulesBundles(Path); 9.x: loadModulesBundles(Path, boolean). */
    @SuppressWarnings("unchecked")
    private static Set<PluginBundle> loadModules(Path dir) throws Exception {
        for (Method m : PluginsLoader.class.getMethods()) {
            if (m.getName().equals("loadModulesBundles")) {
                return (Set<PluginBundle>) (m.getParameterCount() == 1 ? m.invoke(null, dir) : m.invoke(null, dir, false));
            }
        }
        throw new IllegalStateException("no PluginsLoader.loadModulesBundles");
    }
}
