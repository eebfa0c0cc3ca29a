#!/usr/bin/env python3
"""Writes packages/aws-catalog/src/generated/ from botocore's models and the AWS CLI's own option tables.

Run: python3 scripts/generate-aws-catalog.py
Needs the packages awscli and botocore (both Apache-2.0) in the Python that runs it.

services/<name>.json   what `aws <name>` understands; the format is documented in packages/aws-catalog/src/service.ts
inputs/<name>.json     the members of structures in inputs, for the services in CLIENTS;
                       documented in packages/aws-catalog/src/inputs.ts
execution/<name>.json  what sending needs beyond the SDK's schemas, for the services in CLIENTS;
                       documented in packages/aws-catalog/src/execution.ts
index.json             the versions the tables were made from, and the names of all services
"""
import json
import pathlib
import re
import shutil

import awscli
import botocore
import botocore.session
from awscli.clidriver import ServiceCommand, ServiceOperation, create_clidriver

OUT = pathlib.Path(__file__).resolve().parent.parent / 'packages/aws-catalog/src/generated'
ENUM_MAX = 80

# The services whose SDK client packages/aws/package.json declares.
CLIENTS = {
    'application-autoscaling', 'athena', 'backup', 'ce', 'cloudformation', 'cloudtrail', 'cloudwatch', 'dynamodb',
    'ec2', 'ecr', 'ecs', 'elasticache', 'elbv2', 'events', 'iam', 'lambda', 'logs', 'pi', 'rds', 'route53', 's3api',
    'secretsmanager', 'sns', 'sqs', 'ssm', 'sts', 'wafv2',
}

KINDS = {
    'boolean': 'b', 'integer': 'i', 'long': 'i', 'float': 'd', 'double': 'd', 'list': 'l', 'map': 'm',
    'structure': 'S', 'blob': 'B', 'timestamp': 't',
}
GENERIC = {'cli-input-json', 'cli-input-yaml', 'generate-cli-skeleton', 'starting-token', 'page-size', 'max-items'}


def kebab(name):
    """botocore.xform_name without its table of special cases; packages/aws-catalog/src/kebab.ts is its twin."""
    special = re.search('[A-Z]{2,}s$', name)
    if special:
        name = f'{name[: -len(special.group())]}-{special.group().lower()}'
    name = re.sub('(.)([A-Z][a-z]+)', r'\1-\2', name)
    return re.sub('([a-z0-9])([A-Z])', r'\1-\2', name).lower()


def walk(shape, seen=()):
    """Every shape below one, itself included; recursion is cut."""
    if shape is None or shape.name in seen:
        return
    yield shape
    seen = (*seen, shape.name)
    if shape.type_name == 'structure':
        for member in shape.members.values():
            yield from walk(member, seen)
    elif shape.type_name == 'list':
        yield from walk(shape.member, seen)
    elif shape.type_name == 'map':
        yield from walk(shape.key, seen)
        yield from walk(shape.value, seen)


class Service:
    def __init__(self, name, command):
        self.name = name
        self.model = command.service_model
        self.session = command.session
        self.enums = []
        self.operations = {
            cli: op for cli, op in command._get_command_table().items() if isinstance(op, ServiceOperation)
        }

    def enum(self, shape):
        values = list(getattr(shape, 'enum', None) or [])
        if not values or len(values) > ENUM_MAX:
            return ''
        if values not in self.enums:
            self.enums.append(values)
        return f'={self.enums.index(values)}'

    def flag(self, cli, arg):
        required = '*' if arg.required else ''
        if arg.positional_arg or type(arg).__name__ == 'StreamingOutputArgument':
            return f'{required}@{cli}'
        member = getattr(arg, '_serialized_name', None)
        shape = getattr(arg, 'argument_model', None)
        if member is None or shape is None:
            kind = 'b' if arg.cli_type_name == 'boolean' else 'l' if getattr(arg, '_nargs', None) else ''
            return f'{required}~{cli}' + (f':{kind}' if kind else '')
        label = member if kebab(member) == cli else f'{member}>{cli}'
        kind = KINDS.get(shape.type_name, '')
        if type(arg).__name__ == 'PositiveBooleanArgument':
            kind = 'v'
        enum = self.enum(shape.member if shape.type_name == 'list' else shape)
        return f'{required}{label}' + (f':{kind}{enum}' if kind or enum else '')

    def flags(self, operation):
        table = operation.arg_table
        out = []
        for cli, arg in table.items():
            if cli in GENERIC and type(arg).__name__ != 'CLIArgument':
                continue
            kind = type(arg).__name__
            if kind in ('BooleanArgument', 'NegativeBooleanParameter') and self.is_negative(arg, kind):
                positive = next((k for k, a in table.items() if a is not arg and self.same_member(a, arg)), None)
                if positive is not None and cli == f'no-{positive}':
                    continue
                out.append(f'!{arg._serialized_name}>{cli}')
                continue
            out.append(self.flag(cli, arg))
        return ' '.join(out)

    @staticmethod
    def is_negative(arg, kind):
        return kind == 'NegativeBooleanParameter' or getattr(arg, '_action', '') == 'store_false'

    @staticmethod
    def same_member(a, b):
        return getattr(a, '_serialized_name', None) == b._serialized_name

    def grammar(self):
        paginators = self.paginators()
        operations = {}
        for cli, operation in sorted(self.operations.items()):
            model = operation._operation_model
            marks = ''.join([
                'p' if model.name in paginators else '',
                's' if any(s.metadata.get('sensitive') or s.serialization.get('sensitive')
                           for s in walk(model.output_shape)) else '',
                'o' if model.has_streaming_output else '',
            ])
            operations[cli] = f'{model.name}|{marks}|{self.flags(operation)}'
        waiters = {botocore.xform_name(n, '-'): w['operation'] for n, w in sorted(self.waiters().items())}
        return {
            'serviceId': str(self.model.service_id), 'enums': self.enums, 'waiters': waiters, 'operations': operations,
        }

    def data(self, kind):
        try:
            return self.session.get_component('data_loader').load_service_model(self.model.service_name, kind)
        except botocore.exceptions.UnknownServiceError:
            return {}

    def paginators(self):
        return self.data('paginators-1').get('pagination', {})

    def waiters(self):
        return self.data('waiters-2').get('waiters', {})

    def execution(self):
        doubles, order, limits = {}, {}, {}
        for name in self.model.operation_names:
            model = self.model.operation_model(name)
            for shape in walk(model.output_shape):
                if shape.type_name == 'structure':
                    self.output_struct(shape, doubles)
                    self.member_order(shape, order)
            for shape in walk(model.input_shape):
                if shape.type_name == 'structure':
                    self.input_struct(shape, limits)
                    self.member_order(shape, order)
        waiters = {botocore.xform_name(n, '-'): w for n, w in sorted(self.waiters().items())}
        for waiter in waiters.values():
            waiter.pop('description', None)
        for table in (doubles, order, limits):
            for key in [k for k, v in table.items() if not v]:
                del table[key]
        return {
            'paginators': dict(sorted(self.paginators().items())), 'waiters': waiters,
            'doubles': dict(sorted(doubles.items())), 'order': dict(sorted(order.items())),
            'minimums': dict(sorted(limits.items())),
        }

    def inputs(self):
        self.enums, shapes, operations = [], {}, {}

        def reference(shape):
            if shape.type_name == 'list':
                return f'[{reference(shape.member)}'
            if shape.type_name == 'map':
                return f'{{{reference(shape.value)}'
            if shape.type_name != 'structure':
                return self.enum(shape)
            if shape.name not in shapes:
                shapes[shape.name] = ''
                shapes[shape.name] = members(shape, shape.members)
            return shape.name

        def members(shape, chosen):
            return ' '.join(
                ('*' if name in shape.required_members else '') + name + (f':{ref}' if (ref := reference(member)) else '')
                for name, member in chosen.items()
            )

        for name in self.model.operation_names:
            shape = self.model.operation_model(name).input_shape
            nested = {n: m for n, m in shape.members.items() if reference(m).strip('[{').strip('=0123456789')} if shape else {}
            if nested:
                operations[name] = members(shape, nested)
        return {'enums': self.enums, 'shapes': dict(sorted(shapes.items())), 'operations': dict(sorted(operations.items()))}

    @staticmethod
    def output_struct(shape, doubles):
        def leaf(s):
            while s.type_name in ('list', 'map'):
                s = s.member if s.type_name == 'list' else s.value
            return s.type_name
        doubles[shape.name] = [n for n, m in shape.members.items() if leaf(m) in ('float', 'double')]

    @staticmethod
    def member_order(shape, order):
        names = list(shape.members)
        required = [n for n in names if n in shape.required_members]
        if required != names[: len(required)]:
            order[shape.name] = names

    @staticmethod
    def input_struct(shape, limits):
        limits[shape.name] = {
            n: m.metadata['min'] for n, m in shape.members.items()
            if m.metadata.get('min') and m.type_name in ('string', 'list', 'integer', 'long', 'blob')
        }


def write(path, value):
    rows = []
    for key, part in value.items():
        if isinstance(part, dict) and part:
            body = ',\n'.join(f'  {json.dumps(k)}: {json.dumps(v, separators=(",", ":"))}' for k, v in part.items())
            rows.append(f'{json.dumps(key)}: {{\n{body}\n}}')
        else:
            rows.append(f'{json.dumps(key)}: {json.dumps(part, separators=(",", ":"))}')
    path.write_text('{\n' + ',\n'.join(rows) + '\n}\n')


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    (OUT / 'services').mkdir(parents=True)
    (OUT / 'execution').mkdir()
    (OUT / 'inputs').mkdir()
    names = []
    for name, command in create_clidriver()._get_command_table().items():
        if not isinstance(command, ServiceCommand):
            continue
        service = Service(name, command)
        names.append(name)
        write(OUT / 'services' / f'{name}.json', service.grammar())
        if name in CLIENTS:
            write(OUT / 'execution' / f'{name}.json', service.execution())
            write(OUT / 'inputs' / f'{name}.json', service.inputs())
    (OUT / 'index.json').write_text(json.dumps({
        'source': f'botocore {botocore.__version__} and awscli {awscli.__version__}, Apache-2.0, Amazon.com, Inc.',
        'services': sorted(names),
    }, indent=1) + '\n')


if __name__ == '__main__':
    main()
