package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.FaultOption;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.HostProcess;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.SettingNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The components that scenario and topology files may name. Immutable. */
public record Components(List<Component> all) {
    /** Those that Lapse ships. */
    public static final Components SHIPPED = new Components(List.of(
            new Patroni(),
            new PgBouncer(),
            new Etcd(),
            new Haproxy(),
            new Keepalived(),
            new VipManager(),
            new ClientHost()));

    public Components {
        all = List.copyOf(all);
    }

    /** Those of a cluster, and of these what it does not have. */
    public Components and(ClusterSpec cluster) {
        List<Component> carried = cluster.components();
        List<Component> more = new ArrayList<>();
        all.forEach(each -> more.add(carried.stream()
                .filter(component -> component.name().equals(each.name()))
                .findFirst()
                .orElse(each)));
        carried.stream()
                .filter(component -> more.stream().noneMatch(each -> each.name().equals(component.name())))
                .forEach(more::add);
        return new Components(more);
    }

    /** Their names, in the order in which hosts list what they carry. */
    public List<ComponentName> names() {
        return all.stream().map(Component::name).sorted().toList();
    }

    /** @throws java.util.NoSuchElementException when there is none of that name */
    public Component named(ComponentName name) {
        return all.stream()
                .filter(component -> component.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The settings of all, in the order in which files list the sections. */
    public List<SettingNames> settings() {
        return all.stream()
                .flatMap(component -> component.settings().stream())
                .sorted((one, other) -> one.section().compareTo(other.section()))
                .toList();
    }

    /** The names of the sections, in the order in which files list them. */
    public List<String> sections() {
        return settings().stream().map(names -> names.section().text()).toList();
    }

    /**
     * Where a setting belongs, however it was written.
     *
     * @param names the names of its section
     * @param name the one name of those that mean the same
     */
    public record Home(SettingNames names, String name) {
        /** @throws IllegalArgumentException when the section has no such setting */
        public SettingForm form() {
            return names.form(name);
        }

        public Section section() {
            return names.section();
        }
    }

    /**
     * Where the setting belongs that was written under this name in this section: {@code postgresql.parameters} of
     * Patroni is the section of PostgreSQL, and {@code bootstrap.dcs} is Patroni's own.
     *
     * @throws IllegalArgumentException when there is no such section
     */
    public Home home(Section section, String name) {
        if (section.equals(Section.PATRONI) && name.startsWith(PatroniSettings.BOOTSTRAP)) {
            return home(section, name.substring(PatroniSettings.BOOTSTRAP.length()));
        }
        if (section.equals(Section.PATRONI) && name.startsWith(PatroniSettings.PARAMETERS)) {
            return home(Section.POSTGRESQL, name.substring(PatroniSettings.PARAMETERS.length()));
        }
        SettingNames names = settings().stream()
                .filter(each -> each.section().equals(section))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no component has a section " + section.text()));
        return new Home(names, names.canonical(name));
    }

    /** Whether the settings of this name come in a map, and there is none of the name itself. */
    public boolean isAbove(SettingNames names, String name) {
        return names.nesting() == SettingNames.Nesting.DOTTED
                && !names.forms().containsKey(name)
                && (hasBelow(names, name) || PatroniSettings.isMapOfNames(name));
    }

    /** Whether the value of this setting is a list or a map by itself, so that a map there has no names of settings. */
    public boolean holdsNoNames(SettingNames names, String name) {
        SettingForm form = names.forms().get(name);
        return form != null && form.structure() != SettingForm.Structure.SCALAR && !hasBelow(names, name);
    }

    private static boolean hasBelow(SettingNames names, String name) {
        return names.forms().keySet().stream().anyMatch(known -> known.startsWith(name + "."));
    }

    /** @throws IllegalArgumentException when there is no such section, or none of its settings has that name */
    public SettingForm form(Section section, String name) {
        return home(section, name).form();
    }

    /** What the components say of the settings of this cluster. */
    public List<Remark> remarks(ClusterSpec cluster) {
        List<Remark> remarks = new ArrayList<>();
        all.forEach(component -> remarks.addAll(component.remarks(cluster)));
        for (Host host : cluster.hosts()) {
            host.carries().forEach(component -> remarks.addAll(component.remarksAt(cluster, host.name())));
        }
        return List.copyOf(remarks);
    }

    /** What can be killed or frozen by itself. */
    public List<HostProcess> processes() {
        return all.stream().flatMap(component -> component.processes().stream()).toList();
    }

    /** What an option that takes words may be; the names of processes come from the components. */
    public List<String> words(FaultOption option) {
        return option.kind() == FaultOption.Kind.PROCESS
                ? processes().stream().map(HostProcess::text).toList()
                : option.words();
    }

    public Optional<HostProcess> process(String name) {
        return processes().stream()
                .filter(process -> process.text().equals(name))
                .findFirst();
    }
}
