// Composes the hub's SDL with its neighbours by two libraries, and prints with which versions.
// node compose.mjs FOLDER '{"hub": {"url": "...", "sdl": "..."}, "port": 1}'
import { composeServices as byApollo } from '@apollo/composition'
import { composeServices as byGuild } from '@theguild/federation-composition'
import gql from 'graphql-tag'
import { readFileSync, writeFileSync } from 'node:fs'
import { subgraphs } from './subgraphs.mjs'

const [folder, given] = process.argv.slice(2)
const { hub, port } = JSON.parse(given)
const services = [
  { name: 'hub', url: hub.url, typeDefs: gql(readFileSync(hub.file, 'utf8')) },
  ...Object.entries(subgraphs).map(([name, text], at) => ({
    name, url: `http://127.0.0.1:${port + at}/`, typeDefs: gql(text)
  }))
]
const version = name => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version

const composed = {}
for (const [name, compose] of [['@apollo/composition', byApollo], ['@theguild/federation-composition', byGuild]]) {
  const { supergraphSdl, errors } = compose(services)
  const file = `${folder}/${name.split('/')[0].slice(1)}.graphql`
  if (supergraphSdl) writeFileSync(file, supergraphSdl)
  composed[name] = { version: version(name), file, errors: (errors ?? []).map(error => error.message) }
}
console.log(JSON.stringify(composed))
